from django.urls import path

from articles import views

app_name = "articles"

urlpatterns = [
    path("articles/", views.ArticleList.as_view(), name="article_list"),
    path("articles/<slug:slug>/", views.ArticleDetail.as_view(), name="article_detail"),
    path("preview/<slug:secret>/", views.preview, name="preview"),
    path("dossiers/", views.DossierList.as_view(), name="dossier_list"),
    path("dossiers/<slug:slug>/", views.DossierDetail.as_view(), name="dossier_detail"),
]
